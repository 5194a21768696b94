package io.catena.server.registration;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Escaped;
import java.util.Optional;

/**
 * Tells the listener what is new of a chain. Epochs only rise; a configuration that goes back is reported as such.
 * Belongs to the session's scheduler but for {@link #publishedLayout}.
 */
final class ChainNews implements ConfigurationNews.Listener {
    private static final int MAX_NOTE_CHARACTERS = 4_000;

    private final ChainListener listener;
    private final ConfigurationNews configurations = new ConfigurationNews();
    private final DataLoss dataLoss;
    private volatile PublishedLayout publishedLayout = PublishedLayout.NONE;
    /** Whether the listener has not been told of it; it stays so if the listener fails. */
    private boolean layoutUntold;

    ChainNews(ChainListener listener) {
        this.listener = listener;
        this.dataLoss = new DataLoss(listener::configurationWentBack);
    }

    PublishedLayout publishedLayout() {
        return publishedLayout;
    }

    void configurationFound(Optional<FoundConfiguration> found) {
        configurations.take(
                found.map(FoundConfiguration::configuration).orElse(null),
                found.map(FoundConfiguration::createdZxid).orElse(0L),
                this);
    }

    @Override
    public void isNews(Configuration configuration) {
        publishedLayout = new PublishedLayout(configuration, publishedLayout.activatedEpoch(), publishedLayout.note());
        listener.configurationChanged(configuration);
    }

    @Override
    public void wentBack(String why) {
        dataLoss.found(why);
    }

    void activatedFound(Optional<Configuration> activated) {
        long epoch = activated.map(Configuration::epoch).orElse(0L);
        layoutFound(new PublishedLayout(publishedLayout.configuration(), epoch, publishedLayout.note()));
    }

    void noteFound(Optional<String> found) {
        String note = Escaped.of(found.orElse(""), MAX_NOTE_CHARACTERS);
        layoutFound(new PublishedLayout(publishedLayout.configuration(), publishedLayout.activatedEpoch(), note));
    }

    private void layoutFound(PublishedLayout layout) {
        layoutUntold |= !layout.equals(publishedLayout);
        publishedLayout = layout;
        if (layoutUntold) {
            listener.layoutChanged();
            layoutUntold = false;
        }
    }
}
