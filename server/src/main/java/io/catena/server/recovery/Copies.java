package io.catena.server.recovery;

import io.catena.server.controller.decision.Holding;
import io.catena.server.coordination.KeptFiles;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.storage.files.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the nodes' copies hold: from data directories, and from files that 'recover inspect -o json' has printed.
 */
final class Copies {
    /** Much more than one line for each node of a large cluster. */
    private static final long MAX_FILE_BYTES = 64 << 20;

    private Copies() {}

    static List<Holding> read(List<Path> places, int chain) throws RecoveryException {
        List<Holding> copies = new ArrayList<>();
        for (Path place : places) {
            for (Holding copy : Files.isRegularFile(place) ? printed(place) : List.of(Inspection.of(place, chain))) {
                if (copies.stream().anyMatch(other -> other.nodeId().equals(copy.nodeId()))) {
                    throw new RecoveryException(
                            "node " + copy.nodeId() + " is named twice; name only the newer one of its copies", null);
                }
                copies.add(copy);
            }
        }
        return copies;
    }

    private static List<Holding> printed(Path file) throws RecoveryException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new RecoveryException(file + " is too long to be what 'recover inspect -o json' prints", null);
            }
            List<Holding> copies = new ArrayList<>();
            for (String line :
                    Files.readString(file).lines().filter(l -> !l.isBlank()).toList()) {
                copies.add(new KeptFiles().holding(file.toString(), line.getBytes(StandardCharsets.UTF_8)));
            }
            if (copies.isEmpty()) {
                throw new RecoveryException(file + " is empty; make it again with 'recover inspect -o json'", null);
            }
            return copies;
        } catch (MalformedZnode e) {
            throw new RecoveryException(
                    file + " is not what 'recover inspect -o json' prints (" + e.getMessage() + "); make it again", e);
        } catch (IOException e) {
            throw new RecoveryException(file + " cannot be read: " + FileProblem.of(e), e);
        }
    }
}
