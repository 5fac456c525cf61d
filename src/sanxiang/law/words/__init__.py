"""The words of a timeline (docs/case-timeline.md): the acts of each enforcement type with their keys; `timeline_keys` joins them."""
