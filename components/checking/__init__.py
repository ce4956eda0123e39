"""How a configuration is checked, whatever its keys are: kinds of values, their shapes, problems and views.

Nothing here imports Pulumi, or knows a key of the configuration; `components.schema` does.
"""
