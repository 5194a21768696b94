package io.catena.systemtest;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** A server that accepts connections and never answers, on a quiet machine: calls end by their deadlines. */
public class PunctualIT {
    private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);
    private static final int CALLS = 10;
    private static final long MAX_LATE_MILLIS = 50;
    private static final long[] TIMEOUTS_MILLIS = {20, 200, 1_000};

    @Test
    public void row91_a_call_without_an_answer_ends_within_50_ms_of_its_deadline() throws Exception {
        for (long timeoutMillis : TIMEOUTS_MILLIS) {
            eachWay(timeoutMillis);
        }
    }

    private static void eachWay(long timeoutMillis) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                CatenaClient client = CatenaClient.builder()
                        .servers("127.0.0.1:" + silent.getLocalPort())
                        .timeoutMillis(timeoutMillis)
                        .build()) {
            for (int i = 0; i < CALLS; i++) {
                punctual("read", timeoutMillis, i > 0, CatenaException.class, () -> client.get(KEY));
                punctual("write", timeoutMillis, i > 0, CatenaException.class, () -> client.put(KEY, KEY));
                punctual(
                        "async",
                        timeoutMillis,
                        i > 0,
                        CompletionException.class,
                        () -> client.putAsync(KEY, KEY).join());
            }
        }
    }

    private static void punctual(
            String what, long timeoutMillis, boolean warm, Class<? extends Exception> failure, Runnable call) {
        long start = System.nanoTime();
        assertThrows(failure, call::run);
        long lateMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - timeoutMillis;
        LiveCluster.say("  " + what + " of " + timeoutMillis + " ms: " + lateMillis + " ms late");
        assertTrue(
                what + " of " + timeoutMillis + " ms: " + lateMillis + " ms late",
                !warm || lateMillis <= MAX_LATE_MILLIS);
    }
}
