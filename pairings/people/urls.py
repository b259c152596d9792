from django.urls import path

from pairings.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("<int:pk>/", views.person_page, name="person"),
    path("<int:pk>/memberships/<int:membership>/", views.membership_end, name="membership-end"),
    path("<int:pk>/access/", views.access, name="person-access"),
    path("<int:pk>/link/", views.new_link, name="person-link"),
    path("<int:pk>/sign-in/<slug:name>/", views.deed, name="person-deed"),
]
