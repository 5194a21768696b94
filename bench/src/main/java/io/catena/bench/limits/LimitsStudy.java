package io.catena.bench.limits;

import io.catena.bench.output.Table;
import io.catena.server.chain.LogRecord;
import io.catena.server.storage.leveldb.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures what this machine allows without a chain: the figures that results are compared with. */
public final class LimitsStudy {
    private static final int BLOCK_BYTES = 4096;
    private static final int RECORD_WRITES = 100;
    private static final int RECORDS = 200;

    private final Path folder;
    private final long millis;
    private final Consumer<String> progress;
    private final Table table =
            new Table("limit", "parallel", "batch", "steps_per_s", "ops_per_s", "ops_per_s_each", "p50_us", "p99_us");
    private int next;

    /** Makes one of the parallel steps of a measurement. */
    private interface Maker {
        Repeated.Step make(int number) throws Exception;
    }

    /**
     * @param folder the folder for files, on the disk that is measured
     * @param millis the length of each measurement
     * @param progress is told what is measured next
     */
    public LimitsStudy(Path folder, long millis, Consumer<String> progress) {
        this.folder = folder;
        this.millis = millis;
        this.progress = progress;
    }

    /** Runs all measurements, one after the other. */
    public Table measure() throws Exception {
        for (int files : new int[] {1, 3, 16, 60}) {
            measure("fdatasync of 4 KiB", files, 1, i -> new SyncedFile(fresh(), BLOCK_BYTES));
        }
        Engine engine = Engine.choose(Files.createDirectories(folder.resolve("native")));
        for (int stores : new int[] {1, 3}) {
            if (engine == Engine.LEVELDBJNI) {
                measure("LevelDB, synced batches", stores, RECORD_WRITES, i -> new PlainLevelDb(fresh(), records(i)));
            }
            measure(
                    "store of a node",
                    stores,
                    RECORD_WRITES,
                    i -> new StoreOfNode(fresh(), engine, new RecordSource(i, RECORD_WRITES)));
        }
        try (EchoServer server = new EchoServer()) {
            measure("Thrift echo", 1, 1, i -> new EchoClient(server.port(), 1));
            measure("Thrift echo", 64, 1, i -> new EchoClient(server.port(), 1));
            measure("Thrift echo", 64, RECORD_WRITES, i -> new EchoClient(server.port(), RECORD_WRITES));
        }
        return table;
    }

    private Path fresh() {
        return folder.resolve("limit-" + next++);
    }

    private static List<LogRecord> records(int seed) {
        RecordSource source = new RecordSource(seed, RECORD_WRITES);
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(source.next());
        }
        return records;
    }

    private void measure(String name, int parallel, int batch, Maker maker) throws Exception {
        progress.accept(name + ", " + parallel + " at once");
        List<Repeated.Step> steps = new ArrayList<>();
        try {
            for (int i = 0; i < parallel; i++) {
                steps.add(maker.make(i));
            }
            Repeated.Pace pace = Repeated.run(steps, millis);
            double operations = pace.stepsPerSecond() * batch;
            table.add(
                    name,
                    parallel,
                    batch,
                    pace.stepsPerSecond(),
                    operations,
                    operations / parallel,
                    pace.p50Micros(),
                    pace.p99Micros());
        } finally {
            for (Repeated.Step step : steps) {
                step.close();
            }
        }
    }
}
