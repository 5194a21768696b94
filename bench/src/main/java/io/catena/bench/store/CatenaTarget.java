package io.catena.bench.store;

import io.catena.client.CatenaClient;
import io.catena.client.Versioned;

/** Catena through its Java client, which all threads share. Reads are linearizable. */
public final class CatenaTarget implements Target {
    private final CatenaClient client;

    /** @param servers each {@code host:port} */
    public CatenaTarget(String... servers) {
        client = CatenaClient.builder().servers(servers).timeoutMillis(10_000).build();
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void put(byte[] key, byte[] value) {
                client.put(key, value);
            }

            @Override
            public byte[] get(byte[] key) {
                return client.get(key).map(Versioned::value).orElse(null);
            }
        };
    }

    /** For what only Catena can be asked. */
    public CatenaClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
