package io.catena.bench.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory and processor time of processes, as Linux reports them; on other systems all values are 0.
 *
 * @param residentKib the memory of each process, including shared pages, lowest first
 * @param proportionalKib the memory of all processes together, each shared page counted once
 * @param processorMillis the processor time of all processes together since they started
 * @param takenNanos when the values were read
 */
public record ProcessUsage(List<Long> residentKib, long proportionalKib, long processorMillis, long takenNanos) {
    /** The unit of processor time in Linux, on every platform that Java runs on. */
    private static final long MILLIS_PER_TICK = 10;

    /** Fields of /proc/PID/stat behind the name in parentheses, counted from 0: user and system time. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** Processes that have ended count 0. */
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

    /** The memory of one process on average, in MiB. */
    public double proportionalMib() {
        return residentKib.isEmpty() ? 0 : proportionalKib / 1024.0 / residentKib.size();
    }

    /**
     * The processor time of one process on average since an earlier measurement of the same ones, in percent of one
     * processor.
     */
    public double processorPercentSince(ProcessUsage earlier) {
        double wallMillis = (takenNanos - earlier.takenNanos) / 1e6;
        return residentKib.isEmpty()
                ? 0
                : 100 * (processorMillis - earlier.processorMillis) / wallMillis / residentKib.size();
    }
}
