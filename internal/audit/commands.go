package audit

// role is the kind of principal that sent a command.
type role uint8

const (
	system   role = 0
	operator role = 1
	seller   role = 2
	customer role = 3
)

// actor is on whose behalf a command runs: a merchant by its id, a customer by
// the id of the wallet that is used, if it is the customer's own, else by zero.
type actor struct {
	role role
	id   ID
}

// house reports whether the actor is an operator or Candor itself.
func (by actor) house() bool { return by.role == system || by.role == operator }

// actor returns the command's caller, who would use the wallet.
func (a *Auditor) actor(c *command, wallet ID) actor {
	switch c.role {
	case system, operator:
		return actor{role: c.role}
	case seller:
		return actor{seller, c.caller}
	case customer:
		if w := a.wallets[wallet]; w != nil && w.owner == c.caller {
			return actor{customer, wallet}
		}
	}
	return actor{role: customer}
}

// kinds are the commands that change objects, by the number of their kind. They
// return a refusal, empty when they were accepted.
var kinds = map[uint16]func(a *Auditor, c *command, at int64) string{
	10: with((*Auditor).createKey),
	11: with((*Auditor).revokeKey),

	20: with((*Auditor).createMerchant),
	21: with((*Auditor).setTerms),
	22: with((*Auditor).moveReserve),
	23: with((*Auditor).createApp),
	24: with((*Auditor).setApp),

	30: with((*Auditor).openWallet),
	31: with((*Auditor).topUp),
	32: with((*Auditor).withdraw),
	33: with((*Auditor).transferBetween),
	34: with((*Auditor).setTier),
	35: with((*Auditor).issueCode),

	40: (*Auditor).createTrade,
	41: with((*Auditor).payTrade),
	42: with((*Auditor).shipTrade),
	43: with((*Auditor).confirmTrade),
	44: with((*Auditor).extendTrade),
	45: with((*Auditor).refundTrade),
	46: with((*Auditor).chargeBackTrade),
	47: with((*Auditor).closeTrade),
	48: with((*Auditor).disputeTrade),
	49: with((*Auditor).resolveTrade),
	50: with((*Auditor).openTrade),
	51: with((*Auditor).payByCode),

	52: with((*Auditor).confirmSettlement),
	53: with((*Auditor).splitTrade),
	54: with((*Auditor).bindReceivers),
	55: with((*Auditor).unbindReceivers),
	56: with((*Auditor).payFromHold),
	57: with(told[tradeNote]),

	60: with((*Auditor).createPayout),
	61: with((*Auditor).reportPayout),
	62: with((*Auditor).remit),

	90: with((*Auditor).createFund),
	91: with((*Auditor).setFundRules),
	92: with((*Auditor).setFundCalendar),
	93: with((*Auditor).enterFund),
	94: with((*Auditor).buyUnits),
	95: with((*Auditor).redeemUnits),
	96: with((*Auditor).setSweep),
	97: with((*Auditor).distribute),

	70: with((*Auditor).createHold),
	71: with((*Auditor).acceptHold),
	72: with((*Auditor).releaseHold),
	73: with((*Auditor).cancelHold),

	80: with(told[endpointSet]),
	81: with(told[endpointDrop]),
	82: with(told[deliveryReport]),
	83: with(told[deliveryResend]),
	84: with(told[endpointReplay]),
}

// replyLife is how long a reply is kept for its key, in ns of business time.
const replyLife = 24 * 3600 * int64(nanosecondsPerSecond)

// reply is that a key was used.
type reply struct {
	fingerprint ID
	until       int64
}

// carryOut carries out one command. Ledger batches have no idempotency key:
// their events' own ids protect them.
func (a *Auditor) carryOut(c *command, at int64) answer {
	switch c.kind {
	case 1:
		events, ok := parseBatch(c.body, parseAccount)
		if !ok {
			return answer{refusal: "malformed_batch"}
		}
		a.tally(a.createAccounts(at, events))
		return answer{}
	case 2:
		events, ok := parseBatch(c.body, parseTransfer)
		if !ok {
			return answer{refusal: "malformed_batch"}
		}
		a.raw = true
		a.tally(a.createTransfers(at, events))
		a.raw = false
		return answer{}
	}
	do, ok := kinds[c.kind]
	if !ok {
		return answer{refusal: "malformed_command"}
	}
	if earlier, ok := a.replies[c.key]; ok && at < earlier.until {
		if earlier.fingerprint != c.fingerprint {
			return answer{refusal: "idempotency_key_reuse"}
		}
		return answer{replayed: true}
	}
	a.base, a.posted = c.id, 0
	refusal := do(a, c, at)
	if c.key != (ID{}) {
		a.replies[c.key] = reply{c.fingerprint, at + replyLife}
		a.forget(at)
	}
	return answer{refusal: refusal}
}

// forget drops the replies that are over, whenever there are twice as many as
// there were last.
func (a *Auditor) forget(now int64) {
	if len(a.replies) < max(a.forgetAt, 1<<16) {
		return
	}
	for key, r := range a.replies {
		if now >= r.until {
			delete(a.replies, key)
		}
	}
	a.forgetAt = 2 * len(a.replies)
}

func (a *Auditor) tally(outcomes []string) {
	for _, o := range outcomes {
		a.report.Outcomes[o]++
	}
}
