package io.catena.simulation.checker.files;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.OperationName;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Writes a history in Catena's own format as it happens. The order of the lines is the order of real time as far as the
 * caller keeps to this: {@link #invoke} returns before the request is sent, and an outcome is written after it came in.
 *
 * <p>Thread-safe. A process is one sequential client: it has one call under way at a time. What was written reaches the
 * file at {@link #flush} and {@link #close}.
 */
public final class HistoryWriter implements Closeable {
    private final JsonGenerator json;
    private final LongSupplier nanoClock;

    /** Writes to a new file, with the JDK's monotonic clock. */
    public static HistoryWriter create(Path file) throws IOException {
        return new HistoryWriter(Files.newOutputStream(file), System::nanoTime);
    }

    /** @param nanoClock gives the times of the lines, which are for people only */
    public HistoryWriter(OutputStream out, LongSupplier nanoClock) throws IOException {
        this.json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
        this.json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        this.nanoClock = nanoClock;
    }

    /** The process is about to call. */
    public synchronized void invoke(int process, Call call) throws IOException {
        begin(process, "invoke", call);
        if (call.value() != null) {
            json.writeStringField("value", call.value());
        }
        switch (call.condition().type()) {
            case NONE, ABSENT -> {}
            case VERSION -> json.writeNumberField("expected", call.condition().version());
            case VALUE -> json.writeStringField("expected", call.condition().value());
        }
        json.writeEndObject();
    }

    /** The process was answered. */
    public synchronized void ok(int process, Call call, Answer answer) throws IOException {
        begin(process, "ok", call);
        if (call.hasCondition()) {
            json.writeBooleanField("applied", answer.applied());
        }
        if (call.isGet()) {
            json.writeStringField("value", answer.value());
        }
        if (answer.version() != 0) {
            json.writeNumberField("version", answer.version());
        }
        json.writeEndObject();
    }

    /** The call of the process has certainly had no effect, nor ever will. */
    public synchronized void fail(int process, Call call) throws IOException {
        begin(process, "fail", call);
        json.writeEndObject();
    }

    /** The call of the process may have had its effect, may still have it, or never. */
    public synchronized void unknown(int process, Call call) throws IOException {
        begin(process, "unknown", call);
        json.writeEndObject();
    }

    public synchronized void flush() throws IOException {
        json.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        json.close();
    }

    private void begin(int process, String type, Call call) throws IOException {
        json.writeStartObject();
        json.writeNumberField("time", nanoClock.getAsLong());
        json.writeNumberField("process", process);
        json.writeStringField("type", type);
        json.writeStringField("op", OperationName.of(call).id());
        json.writeStringField("key", call.key());
    }
}
