"""Reads the navigation of a page: its landmarks, their links, and where they say that one is."""

import re
from dataclasses import dataclass
from html import unescape

LANDMARK = re.compile(r'<nav [^>]*aria-label="([^"]*)"[^>]*>(.*?)</nav>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]*)"(?: aria-current="(\w+)")?>\s*(.*?)\s*</a>', re.DOTALL)
HEADER = re.compile(r"<header class=\"app-header\">(.*?)</header>", re.DOTALL)


@dataclass(frozen=True)
class NavigationLink:
    text: str
    href: str
    current: str


def navigations(response) -> dict[str, list[NavigationLink]]:
    """The links of the page's header, by the name of the landmark that they stand in."""
    header = HEADER.search(response.content.decode())
    landmarks = LANDMARK.findall(header[1]) if header else []
    return {
        unescape(name): [
            NavigationLink(unescape(text.partition("<")[0].strip()), unescape(href), current)
            for href, current, text in LINK.findall(inside)
        ]
        for name, inside in landmarks
    }


def marked(response, current: str) -> list[NavigationLink]:
    """The links that the header marks so: "page" for the page itself, "true" for what is above."""
    links = (link for links in navigations(response).values() for link in links)
    return [link for link in links if link.current == current]
