module smxdriver

go 1.24
