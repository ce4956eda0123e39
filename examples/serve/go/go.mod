module serve

go 1.25.0
