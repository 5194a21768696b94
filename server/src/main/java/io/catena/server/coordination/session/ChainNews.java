package io.catena.server.coordination.session;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Escaped;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.ChainZnodes.Found;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.registration.ConfigurationNews;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads znodes that may have changed and tells the listener what is new. Epochs only rise; a configuration that goes
 * back is reported as such. Only {@link NodeSession}'s thread may call its methods, except {@link #doubt} and
 * {@link #publishedLayout}.
 */
final class ChainNews implements ConfigurationNews.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ChainNews.class);

    private static final int MAX_NOTE_CHARACTERS = 4_000;

    private final ChainZnodes chain;
    private final String clusterId;
    private final ChainListener listener;
    /** Paths to read again. A path is removed before it is read, so that a change during the read adds it again. */
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

    private volatile PublishedLayout publishedLayout = PublishedLayout.NONE;
    private final ConfigurationNews configurations = new ConfigurationNews();

    private String lastWentBack = "";

    ChainNews(ChainZnodes chain, String clusterId, ChainListener listener) {
        this.chain = chain;
        this.clusterId = clusterId;
        this.listener = listener;
    }

    List<String> watchedPaths() {
        return List.of(chain.configurationPath(), chain.activatedPath(), chain.statusPath());
    }

    PublishedLayout publishedLayout() {
        return publishedLayout;
    }

    /** Notes that the path may have changed. Any thread may call it. */
    void doubt(String path) {
        doubtful.add(path);
    }

    /** Notes that all paths may have changed. */
    void doubtAll() {
        doubtful.add(chain.cluster().znodes().root());
        doubtful.addAll(watchedPaths());
    }

    /**
     * Reads the paths that may have changed and tells what is new. For a malformed znode the last known content holds.
     */
    void read() throws ZooKeeperUnavailable {
        readIfDoubtful(chain.cluster().znodes().root(), this::readIdentity);
        readIfDoubtful(chain.configurationPath(), this::readConfiguration);
        readIfDoubtful(chain.activatedPath(), this::readActivated);
        readIfDoubtful(chain.statusPath(), this::readNote);
    }

    private interface Reading {
        void read() throws MalformedZnode, ZooKeeperUnavailable;
    }

    private void readIfDoubtful(String path, Reading reading) throws ZooKeeperUnavailable {
        if (!doubtful.remove(path)) {
            return;
        }
        try {
            reading.read();
        } catch (ZooKeeperUnavailable | RuntimeException e) {
            doubtful.add(path);
            throw e;
        } catch (MalformedZnode e) {
            LOG.debug("the last known content of a malformed znode holds", e);
        }
    }

    private void readIdentity() throws MalformedZnode, ZooKeeperUnavailable {
        String root = chain.cluster().znodes().root();
        Optional<Znode> znode = chain.cluster().calls().read(root);
        if (znode.isEmpty() || znode.get().data().length == 0) {
            wentBack("ZooKeeper has nothing of this cluster: " + root + " is gone");
            return;
        }
        String found =
                chain.cluster().codec().identity(root, znode.get().data()).clusterId();
        if (!found.equals(clusterId)) {
            wentBack(root + " belongs to another cluster, id " + Escaped.of(found) + " and not " + clusterId);
        }
    }

    private void readConfiguration() throws MalformedZnode, ZooKeeperUnavailable {
        Optional<Found> found = chain.find(chain.configurationPath());
        configurations.take(
                found.map(Found::configuration).orElse(null),
                found.map(Found::createdZxid).orElse(0L),
                this);
    }

    @Override
    public void isNews(Configuration configuration) {
        publishedLayout = new PublishedLayout(configuration, publishedLayout.activatedEpoch(), publishedLayout.note());
        listener.configurationChanged(configuration);
    }

    @Override
    public void wentBack(String why) {
        if (!why.equals(lastWentBack)) {
            listener.configurationWentBack(why + "; before this node starts again, " + Advice.ZOOKEEPER_LOST);
            lastWentBack = why;
        }
    }

    private void readActivated() throws MalformedZnode, ZooKeeperUnavailable {
        long epoch = chain.fetchActivated().map(Configuration::epoch).orElse(0L);
        if (epoch != publishedLayout.activatedEpoch()) {
            publishedLayout = new PublishedLayout(publishedLayout.configuration(), epoch, publishedLayout.note());
            listener.layoutChanged();
        }
    }

    private void readNote() throws MalformedZnode, ZooKeeperUnavailable {
        String note = Escaped.of(chain.fetchNote(), MAX_NOTE_CHARACTERS);
        if (!note.equals(publishedLayout.note())) {
            publishedLayout =
                    new PublishedLayout(publishedLayout.configuration(), publishedLayout.activatedEpoch(), note);
            listener.layoutChanged();
        }
    }
}
