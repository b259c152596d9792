from django.urls import path

from reports.followup.tasks import new_view, views

urlpatterns = [
    path("new/", new_view.task_new, name="task-new"),
    path("<slug:number>/", views.task_detail, name="task"),
    path("<slug:number>/acceptance/", views.task_acceptance, name="task-acceptance"),
    path("<slug:number>/answers/", views.task_answer, name="task-answer"),
    path("<slug:number>/answers/<int:pk>/release/", views.task_release, name="task-release"),
    path("<slug:number>/answers/<int:pk>/return/", views.task_return, name="task-return"),
    path("<slug:number>/closing/", views.task_closing, name="task-closing"),
    path("<slug:number>/extensions/", views.task_extension, name="task-extension"),
    path("<slug:number>/extensions/<int:pk>/", views.task_decision, name="task-decision"),
    path("<slug:number>/files/<uuid:key>/", views.task_file, name="task-file"),
    path("<slug:number>/files/<uuid:key>/thumbnail/", views.task_thumbnail, name="task-thumbnail"),
]
