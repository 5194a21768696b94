package io.catena.server.storage;

import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.leveldb.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Digits in the names of files are those of ASCII. A process under a locale with digits of its own may have written others,
 * also into LevelDB's file {@code CURRENT}, which names another file.
 */
final class AsciiNames {
    private static final Logger LOG = LoggerFactory.getLogger(AsciiNames.class);

    private AsciiNames() {}

    /**
     * Gives the files of a replica's directory the names that they should have. Safe to repeat after a crash: each file is
     * found under the one name or the other. One whose right name is taken stays as it is.
     */
    static void restore(Path directory) throws IOException {
        List<Path> wrong;
        try (Stream<Path> files = Files.list(directory)) {
            wrong = files.filter(file -> !name(file).equals(ascii(name(file)))).toList();
        }
        for (Path file : wrong) {
            rename(file);
        }
        if (!wrong.isEmpty()) {
            DurableFiles.syncDirectory(directory);
        }
        restoreContent(directory.resolve(Databases.CURRENT));
    }

    private static void rename(Path file) throws IOException {
        Path right = file.resolveSibling(ascii(name(file)));
        if (Files.exists(right)) {
            LOG.warn("{} is left alone: {} is there too", file, right.getFileName());
        } else {
            LOG.warn("{} was written under a locale with other digits; it is renamed to {}", file, right.getFileName());
            Files.move(file, right);
        }
    }

    private static void restoreContent(Path current) throws IOException {
        if (Files.exists(current)) {
            String found = new String(Files.readAllBytes(current), StandardCharsets.UTF_8);
            if (!found.equals(ascii(found))) {
                DurableFiles.replace(current, ascii(found).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** The text with each decimal digit of any script as one of ASCII. */
    static String ascii(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (Character.isDigit(character)) {
                out.append((char) ('0' + Character.digit(character, 10)));
            } else {
                out.appendCodePoint(character);
            }
        });
        return out.toString();
    }
}
