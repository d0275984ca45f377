package machine

import (
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/cmdlog"
)

// ErrOtherLog says that a state did not come from the log that it is to follow:
// one of the two was restored from a copy without the other. To go on would apply
// blocks to balances that they were not meant for. It is matched with errors.Is.
var ErrOtherLog = errors.New("restore the log that belongs to this state, or remove the state's folder: " +
	"it is then made anew from the log")

// Replay calls apply with the blocks of the log that the machine's state lacks,
// in order. Before the first it looks whether the log has led to that state, and
// returns ErrOtherLog when it has not.
func Replay(log cmdlog.Log, m Machine, apply func(cmdlog.Block) error) error {
	applied, head := m.Applied(), log.Head()
	switch {
	case applied > head.Sequence:
		return fmt.Errorf("the state is at block %d, the log ends at %d: %w", applied, head.Sequence, ErrOtherLog)
	case applied == head.Sequence:
		return follows(m, head.Hash)
	}
	for block, err := range log.Read(max(applied, 1)) {
		switch {
		case err != nil:
			return fmt.Errorf("replay: %w", err)
		case block.Sequence == applied:
			err = follows(m, block.Hash)
		default:
			err = apply(block)
		}
		if err != nil {
			return fmt.Errorf("replay block %d: %w", block.Sequence, err)
		}
	}
	return nil
}

// follows holds the hash of the log's block Applied against the state's.
func follows(m Machine, hash [32]byte) error {
	if origin := m.Origin(); m.Applied() > 0 && origin != hash {
		return fmt.Errorf("the state comes from another log than this: block %d has hash %x there, %x here: %w",
			m.Applied(), origin[:8], hash[:8], ErrOtherLog)
	}
	return nil
}
