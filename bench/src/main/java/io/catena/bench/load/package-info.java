/**
 * The engine: puts a workload on a store, in a closed or an open loop, and measures throughput and latencies.
 *
 * <p>Promised: in an open loop latency counts from the time at which an operation was due, so that operations that
 * should have happened while the store stalled are not left out. Failed operations are counted apart and improve no
 * figure. All random choices come from the seed of the workload; keys and values are made beforehand.
 *
 * <p>Each thread owns its session and its random numbers; statistics are shared and thread-safe. Knows a store only as
 * a {@link io.catena.bench.store.Target}.
 */
package io.catena.bench.load;
