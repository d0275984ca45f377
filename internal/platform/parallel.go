package platform

import (
	"runtime"
	"sync"
)

// inParallel calls do with 0 to n-1, on all cores.
func inParallel(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w * n / workers; i < (w+1)*n/workers; i++ {
				do(i)
			}
		})
	}
	group.Wait()
}
