package platform_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// writerEnv names the data folder on which this program is to be a writer that
// waits to be killed, not a test.
const writerEnv = "CANDOR_TEST_WRITER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerEnv); dir != "" {
		writeUntilKilled(dir)
	}
	if dir := os.Getenv(fullEnv); dir != "" {
		writeUntilFull(dir)
	}
	if dir := os.Getenv(peopleEnv); dir != "" {
		writePeopleUntilKilled(dir)
	}
	goleak.VerifyTestMain(m)
}
