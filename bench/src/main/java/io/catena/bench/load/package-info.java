/**
 * The engine: puts a workload on a store, in a closed or an open loop, and tells throughput and latencies.
 *
 * <p>Promised: in an open loop latency counts from when an operation was due, so that nothing is left out that should
 * have happened while the store stalled. Failed operations are counted apart and improve no figure. The engine draws
 * everything from the workload's seed, keys and values beforehand.
 *
 * <p>Each thread owns its session and its random numbers; statistics are shared and thread-safe. Knows a store only as a
 * {@link io.catena.bench.store.Target}.
 */
package io.catena.bench.load;
