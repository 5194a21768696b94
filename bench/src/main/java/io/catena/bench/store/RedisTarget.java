package io.catena.bench.store;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * Redis through Jedis, with one connection for each thread. A put is SET and WAIT for all replicas, sent together. A
 * get asks the primary, which does not verify that it still is the primary: it is not linearizable.
 */
final class RedisTarget implements Target {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;
    private final int replicas;

    RedisTarget(int port, int replicas) {
        this.port = port;
        this.replicas = replicas;
    }

    static Jedis connection(int port) {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .timeoutMillis(TIMEOUT_MILLIS)
                        .autoNegotiateProtocol(false)
                        .build());
    }

    @Override
    public StoreSession storeSession() {
        Jedis jedis = connection(port);
        jedis.connect();
        return new StoreSession() {
            @Override
            public void put(byte[] key, byte[] value) {
                Pipeline together = jedis.pipelined();
                Response<String> set = together.set(key, value);
                Response<Long> reached = together.waitReplicas(replicas, TIMEOUT_MILLIS);
                together.sync();
                if (!"OK".equals(set.get()) || reached.get() < replicas) {
                    throw new IllegalStateException(
                            "a write reached " + reached.get() + " of " + replicas + " replicas");
                }
            }

            @Override
            public byte[] get(byte[] key) {
                return jedis.get(key);
            }

            @Override
            public void close() {
                jedis.close();
            }
        };
    }

    @Override
    public void close() {
        // Each session closes its connection.
    }
}
