package io.catena.server.node.security;

import io.catena.server.access.Principal;
import io.catena.server.access.TokenTable;
import io.catena.server.access.Tokens;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.OwnerOnly;
import io.catena.server.threads.LastResort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a file, which is read again every second. What cannot be used is said in the log, and the tokens that were
 * read before it stay. Thread-safe.
 */
final class TokensFile implements Tokens, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokensFile.class);
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final long INTERVAL_MILLIS = 1_000;

    private final Path file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "catena-tokens");
        made.setDaemon(true);
        return made;
    });
    private volatile TokenTable present;
    private String presentText;
    private String lastText;
    private String toldProblem = "";

    /** The file cannot be used; the message names it, says what is wrong and what to do, and holds nothing of a token. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private TokensFile(Path file) {
        this.file = file;
    }

    /** Reads the file, and begins to look at it. */
    static TokensFile open(Path file) throws UnusableException {
        TokensFile opened = new TokensFile(file);
        OwnerOnly.check(file);
        opened.read();
        opened.thread.scheduleWithFixedDelay(
                LastResort.surviving("the look at the tokens", opened::look),
                INTERVAL_MILLIS,
                INTERVAL_MILLIS,
                TimeUnit.MILLISECONDS);
        return opened;
    }

    private void read() throws UnusableException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UnusableException("--tokens-file " + file + " has more than " + MAX_BYTES + " bytes", null);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // What two looks have found is not just being written.
            boolean settled = presentText == null || text.equals(lastText);
            lastText = text;
            if (settled && !text.equals(presentText)) {
                present = TokenTable.parse(text);
                presentText = text;
            }
        } catch (CharacterCodingException e) {
            throw new UnusableException("--tokens-file " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new UnusableException("--tokens-file " + file + " cannot be read: " + FileProblem.of(e), e);
        } catch (TokenTable.UnusableException e) {
            throw new UnusableException("--tokens-file " + file + ": " + e.getMessage(), e);
        }
    }

    private void look() {
        String before = presentText;
        try {
            read();
            if (!presentText.equals(before)) {
                LOG.info("the tokens of {} have changed, and are in force", file);
            }
            toldProblem = "";
        } catch (UnusableException e) {
            if (!e.getMessage().equals(toldProblem)) {
                toldProblem = e.getMessage();
                LOG.error("{}; the tokens that were read before stay in force", e.getMessage());
            }
        }
    }

    @Override
    public Optional<Principal> bearerOf(String digest) {
        return present.bearerOf(digest);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
