package io.catena.bench.store;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.kv.GetResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** etcd through jetcd. Reads are linearizable, which is jetcd's default. */
final class EtcdTarget implements Target {
    private static final int TIMEOUT_SECONDS = 10;
    /** With more threads on one HTTP/2 connection calls delay each other. */
    private static final int THREADS_PER_CLIENT = 64;

    private final List<Client> clients = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    EtcdTarget(String[] endpoints, int threads) {
        for (int i = 0; i < threads; i += THREADS_PER_CLIENT) {
            clients.add(Client.builder().endpoints(endpoints).build());
        }
    }

    static ByteSequence bytes(byte[] bytes) {
        return ByteSequence.from(bytes);
    }

    @Override
    public StoreSession storeSession() {
        KV kv = clients.get(next.getAndIncrement() % clients.size()).getKVClient();
        return new StoreSession() {
            @Override
            public void put(byte[] key, byte[] value) throws Exception {
                kv.put(bytes(key), bytes(value)).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }

            @Override
            public byte[] get(byte[] key) throws Exception {
                GetResponse answer = kv.get(bytes(key)).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return answer.getKvs().isEmpty()
                        ? null
                        : answer.getKvs().get(0).getValue().getBytes();
            }
        };
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
