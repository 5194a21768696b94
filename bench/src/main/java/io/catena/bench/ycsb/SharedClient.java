package io.catena.bench.ycsb;

import io.catena.client.CatenaClient;

/** One client for all threads of a YCSB run: created for the first thread and closed with the last. Thread-safe. */
final class SharedClient {
    private CatenaClient client;
    private int users;

    synchronized CatenaClient acquire(String servers) {
        if (users == 0) {
            client = CatenaClient.builder().servers(servers.split(",")).build();
        }
        users++;
        return client;
    }

    synchronized void release() {
        users--;
        if (users == 0) {
            client.close();
            client = null;
        }
    }
}
