// Package golden has the tests on wasmd chains whose results are compared with committed files to the digit and to the byte:
// gas, and the recorded scenario. So they run on one wasmd alone, and reach into it.
package golden

import (
	"os"
	"testing"

	"causeway/tests/wasmd"
)

func TestMain(m *testing.M) {
	os.Exit(wasmd.RunAll(m))
}
