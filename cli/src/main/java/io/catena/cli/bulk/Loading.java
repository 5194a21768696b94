package io.catena.cli.bulk;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.CatenaClient;
import io.catena.client.WriteResult;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of {@code load}: begins where the last run ended. */
public final class Loading {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PairReader reader;
    private final CatenaClient client;
    private final Progress progress;
    /** Null if the input cannot be read again. */
    private final ResumeFile resume;

    private long pairs;
    /** All lines up to this position are in the store. Also read by the thread that runs when the process ends. */
    private volatile PairReader.Position acknowledged = PairReader.Position.START;

    private long savedNanos = System.nanoTime();
    private boolean finished;
    private boolean remembered;

    public Loading(PairReader reader, CatenaClient client, Progress progress, ResumeFile resume) {
        this.reader = reader;
        this.client = client;
        this.progress = progress;
        this.resume = resume;
    }

    /** How many pairs this run has put so far. */
    public long pairs() {
        return pairs;
    }

    public long lines() {
        return acknowledged.lines();
    }

    public void run() throws IOException {
        skipWhatIsDone();
        Window<WriteResult> window = new Window<>(this::put, this::done);
        try {
            PairReader.Pair pair = reader.next();
            while (pair != null) {
                window.add(pair);
                progress.update(pairs, reader.bytesRead());
                saveSometimes();
                pair = reader.next();
            }
        } catch (CommandFailure malformedLine) {
            window.settleAll();
            throw malformedLine;
        }
        window.settleAll();
        synchronized (this) {
            finished = true;
        }
        if (resume != null) {
            resume.remove();
        }
    }

    private CompletableFuture<WriteResult> put(PairReader.Pair pair) {
        return client.putAsync(pair.key(), pair.value());
    }

    private void done(PairReader.Pair pair, WriteResult result) {
        pairs++;
        acknowledged = pair.end();
    }

    private void skipWhatIsDone() throws IOException {
        if (resume == null) {
            return;
        }
        PairReader.Position before = resume.read();
        reader.skipTo(before.lines());
        if (!reader.position().equals(before)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the first " + before.lines() + " lines are not those that an earlier run has loaded; remove "
                            + resume.path() + " to load everything");
        }
        acknowledged = before;
    }

    private void saveSometimes() throws IOException {
        if (System.nanoTime() - savedNanos >= SAVE_NANOS) {
            save();
            savedNanos = System.nanoTime();
        }
    }

    /** Whether the next run can go on where this one ends. */
    public synchronized boolean remembers() {
        return remembered;
    }

    /** Notes how far this run is, unless it has finished. May be called from any thread. */
    public synchronized void save() throws IOException {
        if (resume != null && !finished && acknowledged.lines() > 0) {
            try {
                resume.write(acknowledged);
                remembered = true;
            } catch (IOException e) {
                remembered = false;
                if (resume.wasAskedFor()) {
                    throw e;
                }
            }
        }
    }

    public synchronized boolean isFinished() {
        return finished;
    }
}
