package io.catena.bench.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What processes take of the machine, as Linux tells it; elsewhere everything is 0.
 *
 * @param residentKib the memory of each, shared pages included, lowest first
 * @param proportionalKib the memory of all together, each shared page counted once
 * @param processorMillis what all together have spent since they started
 * @param takenNanos when this was so
 */
public record ProcessUsage(List<Long> residentKib, long proportionalKib, long processorMillis, long takenNanos) {
    /** The unit in which Linux tells processor time, on every platform that Java runs on. */
    private static final long MILLIS_PER_TICK = 10;

    /** Fields of /proc/PID/stat behind the name in parentheses, from 0: user and system time. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** Those that have ended are left out. */
    public static ProcessUsage of(List<Long> pids) {
        List<Long> resident = new ArrayList<>();
        long proportional = 0;
        long millis = 0;
        for (long pid : pids) {
            Path folder = Path.of("/proc", Long.toString(pid));
            resident.add(kib(folder.resolve("status"), "VmRSS:"));
            proportional += kib(folder.resolve("smaps_rollup"), "Pss:");
            millis += processorMillis(folder.resolve("stat"));
        }
        return new ProcessUsage(resident.stream().sorted().toList(), proportional, millis, System.nanoTime());
    }

    private static long kib(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    private static long processorMillis(Path file) {
        try {
            String text = Files.readString(file);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return MILLIS_PER_TICK * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
        } catch (IOException e) {
            return 0;
        }
    }

    public double medianResidentMib() {
        return residentKib.isEmpty() ? 0 : residentKib.get(residentKib.size() / 2) / 1024.0;
    }

    public double highestResidentMib() {
        return residentKib.isEmpty() ? 0 : residentKib.get(residentKib.size() - 1) / 1024.0;
    }

    /** Of one process on average. */
    public double proportionalMib() {
        return residentKib.isEmpty() ? 0 : proportionalKib / 1024.0 / residentKib.size();
    }

    /** The share of one processor that one process took on average since an earlier look at the same ones, in percent. */
    public double processorPercentSince(ProcessUsage earlier) {
        double wallMillis = (takenNanos - earlier.takenNanos) / 1e6;
        return residentKib.isEmpty()
                ? 0
                : 100 * (processorMillis - earlier.processorMillis) / wallMillis / residentKib.size();
    }
}
