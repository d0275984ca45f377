package audit

import "container/heap"

// queue holds references by the time at which they fall due; those of one time
// leave in the order in which they came.
type queue struct {
	alarms alarms
	came   uint64
}

type alarm struct {
	due  int64
	came uint64
	ref  uint32
}

func (q *queue) push(due int64, ref uint32) {
	heap.Push(&q.alarms, alarm{due, q.came, ref})
	q.came++
}

// pop removes and returns the earliest reference due at or before now.
func (q *queue) pop(now int64) (due int64, ref uint32, ok bool) {
	if len(q.alarms) == 0 || q.alarms[0].due > now {
		return 0, 0, false
	}
	first := heap.Pop(&q.alarms).(alarm)
	return first.due, first.ref, true
}

// alarms is a heap.
type alarms []alarm

// Len implements heap.Interface.
func (s alarms) Len() int { return len(s) }

// Less implements heap.Interface.
func (s alarms) Less(i, j int) bool {
	return s[i].due < s[j].due || s[i].due == s[j].due && s[i].came < s[j].came
}

// Swap implements heap.Interface.
func (s alarms) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

// Push implements heap.Interface.
func (s *alarms) Push(x any) { *s = append(*s, x.(alarm)) }

// Pop implements heap.Interface.
func (s *alarms) Pop() any {
	last := len(*s) - 1
	x := (*s)[last]
	*s = (*s)[:last]
	return x
}
