package io.catena.systemtest;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import io.catena.client.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Assume;
import org.junit.Test;

/** A member on a small disk: a file system in memory that only its process sees. Needs the right to mount one. */
public class SmallDiskIT {
    private static final Path FOLDER = Path.of("target", "clusters", "SmallDiskIT");
    private static final int DISK_BYTES = 256 << 20;
    private static final int RESERVE_BYTES = 96 << 20;
    private static final int VALUE_BYTES = 256 << 10;
    /** More values do not fit on the disk. */
    private static final int MOST_VALUES = DISK_BYTES / VALUE_BYTES;

    private static final int KEPT = 20;
    /** A sweep may have ended just before, and takes at most a fifth of the time. */
    private static final int ROOM_AGAIN_SECONDS = 90;

    @Test
    public void row80_a_disk_below_its_reserve_refuses_puts_takes_deletes_and_has_room_again() throws Exception {
        Folders.fresh(FOLDER);
        boolean possible = mounts();
        if (!possible) {
            System.out.println("  not run: no mounts here (they need root, or user namespaces)");
        }
        Assume.assumeTrue("mounts", possible);
        Ports ports = new Ports();
        try (ZooKeeperProcess zookeeper = ZooKeeperProcess.alone(FOLDER.resolve("zookeeper"), ports.free())) {
            zookeeper.start();
            NodeSettings settings = NodeSettings.of(
                    zookeeper.addresses(),
                    5_000,
                    "--retain-log-bytes",
                    "4000000",
                    "--free-space-reserve-bytes",
                    Integer.toString(RESERVE_BYTES));
            try (LocalCluster localCluster = new LocalCluster(FOLDER, ports, PlaceChoice.LOOPBACK, settings)) {
                localCluster.startNodes(1);
                NodeProcess small = localCluster.startNode(SmallDiskIT::onSmallDisk, same -> same);
                localCluster.awaitChainOfAll();
                try (CatenaClient client = localCluster.client().build()) {
                    fillAndEmpty(client, small);
                }
            }
        }
    }

    private static void fillAndEmpty(CatenaClient client, NodeProcess small) {
        UnavailableException refusal = fill(client);
        assertNotNull("a put was refused before the disk was full", refusal);
        assertEquals(refusal.toString(), UnavailableException.Reason.NO_SPACE, refusal.reason());
        String text = refusal.getMessage();
        assertTrue(text, text.contains(small.status().getNodeId()));
        assertTrue(text, text.contains("deletes are still taken"));
        assertTrue(text, text.contains("delete keys that are not needed"));
        for (int i = KEPT; i < MOST_VALUES; i++) {
            client.delete(key(i));
        }
        long beganNanos = System.nanoTime();
        Awaitility.await("a put is accepted again")
                .atMost(Duration.ofSeconds(ROOM_AGAIN_SECONDS))
                .until(() -> putIsTaken(client));
        System.out.println("  room again after " + (System.nanoTime() - beganNanos) / 1_000_000 + " ms");
        for (int i = 0; i < KEPT; i++) {
            assertArrayEquals(value(i), client.get(bytes(key(i))).orElseThrow().value());
        }
        assertFalse(client.get(key(KEPT)).isPresent());
        assertTrue(small + " lives", small.isAlive());
    }

    /** Returns the first refusal; null if there was none. */
    private static UnavailableException fill(CatenaClient client) {
        for (int i = 0; i < MOST_VALUES; i++) {
            try {
                client.put(bytes(key(i)), value(i));
            } catch (UnavailableException e) {
                return e;
            }
        }
        return null;
    }

    private static boolean putIsTaken(CatenaClient client) {
        try {
            client.put("again", "x");
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** Values are written in an order that is not that of the keys, as in production. */
    private static String key(int number) {
        return "key-" + number * 7919 % MOST_VALUES;
    }

    private static byte[] value(int number) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(number).nextBytes(value);
        return value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Place onSmallDisk(Path folder) {
        return new Place("127.0.0.1", mounting(Folders.make(folder.resolve("data"))));
    }

    /** The words before a command that runs it where the folder is a disk of its own. */
    private static List<String> mounting(Path folder) {
        List<String> words = new ArrayList<>(List.of("unshare", "--mount"));
        if (!"root".equals(System.getProperty("user.name"))) {
            words.addAll(List.of("--user", "--map-root-user"));
        }
        String mount = "mount -t tmpfs -o mode=700,size=" + DISK_BYTES + " none \"$0\" && exec \"$@\"";
        words.addAll(List.of("sh", "-c", mount, folder.toString()));
        return words;
    }

    private static boolean mounts() throws Exception {
        List<String> words = mounting(Folders.make(FOLDER.resolve("trial")));
        words.add("true");
        Process trial = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("trial.txt").toFile())
                .start();
        try {
            return trial.waitFor(20, TimeUnit.SECONDS) && trial.exitValue() == 0;
        } finally {
            trial.destroyForcibly();
        }
    }
}
