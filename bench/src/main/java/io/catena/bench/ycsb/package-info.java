/**
 * Catena behind the interface of YCSB, the Yahoo! Cloud Serving Benchmark; scripts/ycsb runs YCSB's own client with it.
 *
 * <p>Promised: an update of some fields loses no other field and no other update. Not promised: scans. A binding
 * belongs to one of YCSB's threads; all of them share one client, whose use is counted under a lock. Knows YCSB and
 * Catena's Java client.
 */
package io.catena.bench.ycsb;
