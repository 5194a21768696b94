package io.catena.server.registration;

import io.catena.server.chain.Configuration;
import java.util.Optional;

/**
 * What ZooKeeper says of the last epoch that has taken full effect.
 *
 * @param configuration that epoch's
 * @param committed how far the chain has come at least; it never falls in a lineage
 */
public record LastActivated(Configuration configuration, long committed) {
    /**
     * What is to be written when an epoch has taken full effect.
     *
     * @param there what is there; empty if nothing is
     * @param activated the epoch's configuration, the newest one
     * @param committed a committed seq that is on the disks of all its members
     * @return empty if nothing must be written: what is there is of a newer epoch, or says as much of this one
     */
    public static Optional<LastActivated> next(Optional<LastActivated> there, Configuration activated, long committed) {
        if (there.isPresent() && there.get().says(activated, committed)) {
            return Optional.empty();
        }
        // A member of a later epoch of the lineage holds all that was committed in earlier ones.
        long highest = there.filter(last -> last.configuration.lineage() == activated.lineage())
                .map(last -> Math.max(last.committed, committed))
                .orElse(committed);
        return Optional.of(new LastActivated(activated, highest));
    }

    private boolean says(Configuration activated, long seq) {
        long epoch = configuration.epoch();
        return epoch > activated.epoch()
                || epoch == activated.epoch() && (!configuration.equals(activated) || committed >= seq);
    }
}
