module causeway/tests/wasmd/host

go 1.25.0

require github.com/CosmWasm/wasmd v0.60.8
