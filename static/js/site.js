// The behaviours of every page. Each module enhances what the server has sent; without them every page still works.
