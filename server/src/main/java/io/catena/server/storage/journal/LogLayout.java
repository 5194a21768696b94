package io.catena.server.storage.journal;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.storage.files.StoreException;

/** How the files of a journal are laid out. Files of both kinds are read; new ones are of the kind that the journal was given. */
public enum LogLayout {
    /** Each block has one part, that of the chain {@link #ONLY_CHAIN}. */
    ONE_CHAIN(ClusterFormat.LOG_FILE_LAYOUT, 0, 0),
    /** A block has any number of parts, each of which says of which chain it is, and whether it repeats what was there. */
    MANY_CHAINS(ClusterFormat.SHARED_LOG_FILE_LAYOUT, Integer.BYTES, Integer.BYTES + 1);

    /** The chain of a journal that has one. */
    public static final int ONLY_CHAIN = 1;

    private final int number;
    private final int countBytes;
    private final int tagBytes;

    LogLayout(int number, int countBytes, int tagBytes) {
        this.number = number;
        this.countBytes = countBytes;
        this.tagBytes = tagBytes;
    }

    /** The layout of a file that says this number. */
    static LogLayout of(int number) {
        for (LogLayout layout : values()) {
            if (layout.number == number) {
                return layout;
            }
        }
        throw new StoreException("the log has format " + number + " and this version of Catena knows "
                + ONE_CHAIN.number + " and " + MANY_CHAINS.number + "; use the version that wrote it");
    }

    /** As it stands in the header of a file. */
    int number() {
        return number;
    }

    /** What says how many parts a block has. */
    int countBytes() {
        return countBytes;
    }

    /** What a part says besides what every part says. */
    int tagBytes() {
        return tagBytes;
    }
}
