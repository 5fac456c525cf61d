"""Every public address."""

from django.urls import include, path

from sanxiang.portal import logs, papers, views

urlpatterns = [
    path("", views.home, name="home"),
    path("decisions", views.decisions, name="decisions"),
    path("decisions/<str:id>", views.decision, name="decision"),
    path("organs", views.organs, name="organs"),
    path("organs/<str:code>", views.organ, name="organ"),
    path("organs/<str:code>/lists/<str:kind>", views.published_list, name="list"),
    path("organs/<str:code>/procedures", views.procedures, name="procedures"),
    path("organs/<str:code>/procedures/<str:name>", views.procedure, name="procedure"),
    path("organs/<str:code>/procedures/<str:name>/chart", views.flowchart, {"which": "case"}, name="flowchart"),
    path("organs/<str:code>/procedures/<str:name>/review-chart", views.flowchart, {"which": "review"}, name="review-flowchart"),
    path("organs/<str:code>/guides/<str:row>", views.service_guide, name="service-guide"),
    path("organs/<str:code>/windows", views.windows, name="windows"),
    *papers.urlpatterns,
    path("log/<str:organ>/<path:name>", logs.file, name="log"),
    path("verify", logs.verify, name="verify"),
    path("officers", views.officers, name="officers"),
    path("complain", views.complain, name="complain"),
    path("about", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("sanxiang.web.urls")),
]
handler400 = "sanxiang.portal.views.bad_request"
handler404 = "sanxiang.portal.views.not_found"
handler500 = "sanxiang.portal.views.broken"
