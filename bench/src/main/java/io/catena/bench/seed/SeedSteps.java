package io.catena.bench.seed;

import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.CatenaTarget;
import io.catena.client.CatenaClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Repeats the test of the Python chain, step for step, on a cluster of Catena. That test estimates from what it reads
 * whether the chain is consistent; here the checker judges all operations since the start.
 */
public final class SeedSteps {
    private static final int KEYS = 400;
    private static final int OPERATIONS = 1_000;
    private static final double HOT_KEYS = 0.1;
    private static final double HOT_OPERATIONS = 0.9;
    private static final int CALLERS = 8;
    private static final int CONTESTED_KEYS = 20;

    private final CatenaServers servers;
    private final CatenaClient client;
    private final Recorded recorded = new Recorded();
    private final Random random;
    private final Table table;
    private final Consumer<String> progress;
    private int processes;

    /**
     * @param servers a cluster that serves and is empty; if it has one chain, one member is left in the end
     * @param table receives the rows
     * @param seed the seed of keys, operations and victims
     */
    public SeedSteps(CatenaServers servers, CatenaTarget target, Table table, long seed, Consumer<String> progress) {
        this.servers = servers;
        this.client = target.client();
        this.table = table;
        this.random = new Random(seed);
        this.progress = progress;
    }

    /** A table without rows. */
    public static Table newTable() {
        return new Table(
                "servers",
                "step",
                "operations",
                "errors",
                "seconds",
                "ops_per_s",
                "p50_us",
                "longest_gap_ms",
                "members_at_the_end",
                "verdict");
    }

    /** Runs all steps. */
    public void run() throws Exception {
        mix("half writes", 0.5, i -> key(random.nextInt(KEYS)));
        mix("hot keys", 0.5, i -> key(hotOrCold()));
        mix("90 % writes", 0.9, i -> key(random.nextInt(KEYS)));
        consistency();
        List<Integer> victims = new ArrayList<>(servers.ports());
        Collections.shuffle(victims, random);
        if (victims.size() > 1) {
            failure(victims.remove(0));
            if (servers.chains().isOne()) {
                lastOneStanding(victims);
            }
        }
    }

    private static String key(int number) {
        return "key-" + number;
    }

    private int hotOrCold() {
        int hot = (int) (KEYS * HOT_KEYS);
        return random.nextDouble() < HOT_OPERATIONS ? random.nextInt(hot) : hot + random.nextInt(KEYS - hot);
    }

    private void mix(String step, double writes, IntFunction<String> keys) {
        progress.accept(step);
        SeedCaller seedCaller = seedCaller();
        long begin = System.nanoTime();
        for (int i = 0; i < OPERATIONS; i++) {
            seedCaller.call(random.nextDouble() < writes, keys.apply(i));
        }
        row(step, begin, List.of(seedCaller));
    }

    /** Several callers use few keys at once, so that the checker has concurrent operations to judge. */
    private void consistency() throws Exception {
        progress.accept("consistency");
        List<SeedCaller> callers = new ArrayList<>();
        List<Future<?>> ends = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        long begin = System.nanoTime();
        for (int i = 0; i < CALLERS; i++) {
            SeedCaller seedCaller = seedCaller();
            Random own = new Random(random.nextLong());
            callers.add(seedCaller);
            ends.add(threads.submit(() -> {
                for (int call = 0; call < OPERATIONS / CALLERS; call++) {
                    seedCaller.call(own.nextBoolean(), key(own.nextInt(CONTESTED_KEYS)));
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        row("consistency", begin, callers);
    }

    /** Kills a member in the middle of the operations. */
    private void failure(int victim) throws Exception {
        progress.accept("failure of one member");
        SeedCaller seedCaller = seedCaller();
        long begin = System.nanoTime();
        for (int i = 0; i < OPERATIONS; i++) {
            if (i == OPERATIONS / 2) {
                servers.kill(victim);
            }
            seedCaller.call(random.nextBoolean(), key(random.nextInt(KEYS)));
        }
        row("failure", begin, List.of(seedCaller));
    }

    /**
     * Kills the members one after the other, each as soon as the chain has done a write and a read without the last
     * one.
     */
    private void lastOneStanding(List<Integer> victims) throws Exception {
        SeedCaller seedCaller = seedCaller();
        long begin = System.nanoTime();
        while (victims.size() > 1) {
            progress.accept("one after the other: " + victims.size() + " members are left");
            servers.kill(victims.remove(0));
            untilDone(seedCaller, true);
            untilDone(seedCaller, false);
        }
        for (int i = 0; i < KEYS; i++) {
            seedCaller.call(false, key(i));
        }
        row("one after the other", begin, List.of(seedCaller));
    }

    private void untilDone(SeedCaller seedCaller, boolean isPut) {
        boolean done = false;
        for (int attempt = 0; attempt < 20 && !done; attempt++) {
            done = seedCaller.call(isPut, key(random.nextInt(KEYS)));
        }
    }

    private SeedCaller seedCaller() {
        return new SeedCaller(recorded, client, processes++);
    }

    private void row(String step, long beginNanos, List<SeedCaller> callers) {
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        long operations = callers.stream().mapToLong(SeedCaller::operations).sum();
        table.add(
                servers.ports().size(),
                step,
                operations,
                callers.stream().mapToLong(SeedCaller::errors).sum(),
                seconds,
                operations / seconds,
                callers.stream().mapToDouble(SeedCaller::p50Micros).average().orElse(0),
                callers.stream().mapToLong(SeedCaller::longestGapMillis).max().orElse(0),
                client.layout().members().size(),
                recorded.verdict());
    }
}
