package io.catena.server.coordination;

import io.catena.server.access.AccessRules;
import io.catena.server.coordination.AccessZnode.Written;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access rules as this node knows them: those that it has last read. They hold while ZooKeeper is away, and while what is
 * written down cannot be understood. The node's session reads them anew when they may have changed.
 */
public final class AccessNews {
    private static final Logger LOG = LoggerFactory.getLogger(AccessNews.class);

    private final AccessZnode znode;
    private final Alarms alarms;
    private volatile Written present;

    AccessNews(AccessZnode znode, Alarms alarms, Written first) {
        this.znode = znode;
        this.alarms = alarms;
        this.present = first;
    }

    /** Any thread. */
    public AccessRules rules() {
        return present.rules();
    }

    public String path() {
        return znode.path();
    }

    /** Reads the rules as they are written down; if they cannot be understood, an operator is told. Blocks. */
    public Optional<Written> find() throws MalformedZnode, ZooKeeperUnavailable {
        try {
            return Optional.of(znode.fetch());
        } catch (MalformedZnode e) {
            alarms.raise(
                    path(),
                    present.version(),
                    e.getMessage() + "; until then version " + present.version()
                            + " of the access rules stays in force on this node");
            throw e;
        }
    }

    /** Puts into force what was read. */
    public void found(Optional<Written> rules) {
        rules.ifPresent(written -> {
            if (written.version() != present.version()) {
                LOG.info("access rules of version {} are in force on this node", written.version());
            }
            present = written;
        });
    }
}
