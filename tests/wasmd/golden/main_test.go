// Package golden has the tests on wasmd chains whose exact results are compared with committed files: gas, and the
// recorded scenario. They run on only one version of wasmd, and use its internals.
package golden

import (
	"os"
	"testing"

	"causeway/tests/wasmd"
)

func TestMain(m *testing.M) {
	os.Exit(wasmd.RunAll(m))
}
