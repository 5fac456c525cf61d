"""Included by every face: path("", include("sanxiang.web.urls"))."""

from django.urls import path

from sanxiang.web.views import display

urlpatterns = [path("display", display, name="display")]
