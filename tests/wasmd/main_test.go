package wasmd

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	os.Exit(RunAll(m))
}
