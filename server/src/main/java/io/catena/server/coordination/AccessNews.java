package io.catena.server.coordination;

import io.catena.server.access.AccessRules;
import io.catena.server.coordination.AccessZnode.Written;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access rules as this node knows them: those that it has last read. They hold while ZooKeeper is away, and while what is
 * written down cannot be understood. {@code NodeSession}'s thread reads them anew when they may have changed.
 */
public final class AccessNews {
    private static final Logger LOG = LoggerFactory.getLogger(AccessNews.class);

    private final AccessZnode znode;
    private final Alarms alarms;
    private volatile Written present;
    private volatile boolean doubtful = true;

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

    /** The rules may have changed. Any thread. */
    public void doubt() {
        doubtful = true;
    }

    public void read() throws ZooKeeperUnavailable {
        if (!doubtful) {
            return;
        }
        doubtful = false;
        try {
            Written found = znode.fetch();
            if (found.version() != present.version()) {
                LOG.info("access rules of version {} are in force on this node", found.version());
            }
            present = found;
        } catch (MalformedZnode e) {
            alarms.raise(
                    path(),
                    present.version(),
                    e.getMessage() + "; until then version " + present.version()
                            + " of the access rules stays in force on this node");
        } catch (ZooKeeperUnavailable | RuntimeException e) {
            doubtful = true;
            throw e;
        }
    }
}
