package io.catena.cli.bulk;

import io.catena.cli.text.ByteText;
import io.catena.client.CatenaClient;
import io.catena.client.Versioned;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One run of {@code verify}. A key whose value differs from its line is checked again in a second pass over the file,
 * because the last line with a key holds. Only such keys are kept in memory.
 */
public final class Comparison {
    /** The run ends after this many differences. */
    private static final int MAX_DIFFERENCES = 100_000;

    private final Path file;
    private final ByteText byteText;
    private final CatenaClient client;
    private final Progress progress;
    /** Keys that differ, with the value in the store; an empty optional if the store has no such key. */
    private final Map<ByteBuffer, Optional<byte[]>> suspects = new LinkedHashMap<>();

    private long pairs;

    public Comparison(Path file, ByteText byteText, CatenaClient client, Progress progress) {
        this.file = file;
        this.byteText = byteText;
        this.client = client;
        this.progress = progress;
    }

    public long pairs() {
        return pairs;
    }

    /**
     * The keys whose value in the store is not that of the file, with the value in the store; an empty optional if the
     * store has no such key.
     */
    public Map<ByteBuffer, Optional<byte[]>> differences() throws IOException {
        Window<Optional<Versioned>> window = new Window<>(pair -> client.getAsync(pair.key()), this::compare);
        try (InputStream in = Files.newInputStream(file);
                PairReader reader = new PairReader(in, byteText)) {
            PairReader.Pair pair = reader.next();
            while (pair != null && suspects.size() < MAX_DIFFERENCES) {
                window.add(pair);
                progress.update(pairs, reader.bytesRead());
                pair = reader.next();
            }
            window.settleAll();
        }
        if (!suspects.isEmpty()) {
            acquitThoseThatALaterLineExplains();
        }
        return suspects;
    }

    private void compare(PairReader.Pair pair, Optional<Versioned> found) {
        pairs++;
        Optional<byte[]> actual = found.map(Versioned::value);
        if (actual.isEmpty() || !Arrays.equals(actual.get(), pair.value())) {
            suspects.put(ByteBuffer.wrap(pair.key()), actual);
        }
    }

    private void acquitThoseThatALaterLineExplains() throws IOException {
        Map<ByteBuffer, byte[]> expected = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file);
                PairReader reader = new PairReader(in, byteText)) {
            for (PairReader.Pair pair = reader.next(); pair != null; pair = reader.next()) {
                if (suspects.containsKey(ByteBuffer.wrap(pair.key()))) {
                    expected.put(ByteBuffer.wrap(pair.key()), pair.value());
                }
            }
        }
        suspects.entrySet()
                .removeIf(suspect -> suspect.getValue().isPresent()
                        && Arrays.equals(suspect.getValue().get(), expected.get(suspect.getKey())));
    }
}
