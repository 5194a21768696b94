package io.catena.server.recovery;

import io.catena.server.controller.decision.Holding;
import io.catena.server.coordination.KeptCopy;
import io.catena.server.coordination.KeptFiles;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.storage.files.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what the nodes' copies hold: from data directories, and from files that 'recover inspect -o json' has printed.
 */
final class Copies {
    /** Much more than one line for each chain of each node of a large cluster. */
    private static final long MAX_FILE_BYTES = 64 << 20;

    private Copies() {}

    /**
     * Of all chains of which the places tell.
     *
     * @throws RecoveryException if a place cannot be read, or if a node is named twice, or if the shapes of the clusters differ
     */
    static List<KeptCopy> read(List<Path> places) throws RecoveryException {
        List<KeptCopy> copies = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Path place : places) {
            for (KeptCopy copy : Files.isRegularFile(place) ? printed(place) : Inspection.of(place)) {
                String node = copy.holding().nodeId();
                if (!known.add(copy.chain() + " " + node)) {
                    throw new RecoveryException(
                            "node " + node + " is named twice; name only the newer one of its copies", null);
                }
                copies.add(copy);
                if (!copies.get(0).shape().equals(copy.shape())) {
                    throw new RecoveryException(
                            "node " + copies.get(0).holding().nodeId() + " is of a cluster that has "
                                    + copies.get(0).shape() + ", and node " + node + " of one that has "
                                    + copy.shape() + "; show those of one cluster only",
                            null);
                }
            }
        }
        return copies;
    }

    /** Those of one chain. */
    static List<Holding> of(List<KeptCopy> all, int chain) {
        return all.stream()
                .filter(copy -> copy.chain() == chain)
                .map(KeptCopy::holding)
                .toList();
    }

    private static List<KeptCopy> printed(Path file) throws RecoveryException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new RecoveryException(file + " is too long to be what 'recover inspect -o json' prints", null);
            }
            List<KeptCopy> copies = new ArrayList<>();
            for (String line :
                    Files.readString(file).lines().filter(l -> !l.isBlank()).toList()) {
                copies.add(new KeptFiles().copy(file.toString(), line.getBytes(StandardCharsets.UTF_8)));
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
