"""The words by which offices name the type of a problem, and the type that a sentence names."""

import re

PROBLEM_WORDS = {
    "land": (
        *("土地", "用地", "征地", "征拆", "拆迁", "土地征拆", "征地拆迁", "土地问题", "用地问题"),
        *("用地未落实", "土地未落实", "征地未完成"),
    ),
    "funding": (
        *("资金", "资金未到位", "资金不到位", "资金未及时到位", "资金问题", "资金不足"),
        *("资金短缺", "资金紧张", "资金缺口", "缺资金"),
    ),
    "tender": ("招标", "招投标", "流标", "投标", "招标问题"),
    "design": ("设计", "设计变更", "变更设计", "设计调整", "图纸", "图纸变更"),
    "approval": (
        *("审批", "前期审批", "报批", "批复", "立项", "手续", "前期手续", "手续未办理", "规划许可"),
        "环评",
    ),
    "contractor": ("施工单位", "施工方", "施工队伍", "承包商", "施工单位问题"),
    "staff": ("人员", "人手", "人员不足", "人员短缺", "缺人", "人员问题"),
    "weather": ("天气", "气候", "天气原因", "气候原因", "冬季", "冬休", "冬歇", "冬季停工"),
    "other": ("其他", "其它", "其他原因", "其它原因", "其他问题"),
}


def type_in_words(sentence: str) -> str:
    """The type whose words the sentence has; empty where it has those of none or of several."""
    english_words = set(re.findall("[a-z]+", sentence.lower()))
    types = {
        problem_type
        for problem_type, words in PROBLEM_WORDS.items()
        if problem_type in english_words or any(word in sentence for word in words)
    }
    return types.pop() if len(types) == 1 else ""
