"""Pages of draws and the sampling tools."""
