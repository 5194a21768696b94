package io.catena.bench.store;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.client.Versioned;

/** Catena through its Java client, which all threads share. Reads are linearizable. */
public final class CatenaTarget implements Target {
    /** A hundred servers that have just been started on two processors are slow to do the first writes. */
    private static final long TIMEOUT_MILLIS = 60_000;

    private final CatenaClient client;

    /** @param servers each in the form {@code host:port} */
    public CatenaTarget(String... servers) {
        this(CatenaClient.builder().servers(servers));
    }

    /** @param builder knows the servers, and how to reach them */
    CatenaTarget(CatenaClientBuilder builder) {
        client = builder.timeoutMillis(TIMEOUT_MILLIS).build();
    }

    @Override
    public StoreSession storeSession() {
        return new StoreSession() {
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

    /** The client, for calls that other stores do not have. */
    public CatenaClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
