package platform

import (
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
)

// OpenOver opens a folder that was closed well, with something between the
// customers' half and its command log.
func OpenOver(dir string, opts Options, over func(cmdlog.Log) cmdlog.Log) (*Platform, error) {
	folder, err := ReadFolder(dir)
	if err != nil {
		return nil, err
	}
	people, err := openSide(dir, folder, opts)
	if err != nil {
		return nil, err
	}
	if err := people.runner.Close(); err != nil {
		return nil, joinClose(err, people)
	}
	people.log = over(people.log)
	clock := opts.Clock
	clock.Mode = clockMode(folder, people.log.Head(), opts)
	people.runner, err = machine.Start(people.log, people.machine, machine.Options{Clock: clock, Version: customers.Version})
	if err != nil {
		return nil, err
	}
	log, err := openLog(dir, "payments")
	if err != nil {
		return nil, joinClose(err, people)
	}
	p, err := open(dir, folder, log, opts)
	if err != nil {
		return nil, joinClose(err, people)
	}
	p.join(people)
	return p, people.begin(p, opts)
}

// IDOf returns the id of the customer with an external id.
var IDOf = idOf
