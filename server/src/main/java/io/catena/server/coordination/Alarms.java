package io.catena.server.coordination;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong with a znode once for each fault, not at each read. Thread-safe. */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final int REMEMBERED = 256;

    private final Map<String, String> lastByPath = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Logs the fault unless it is the last one that was logged for this version of the znode; returns whether it did.
     */
    public boolean raise(String path, long modifiedZxid, String fault) {
        synchronized (lastByPath) {
            String last = lastByPath.put(path, modifiedZxid + fault);
            if ((modifiedZxid + fault).equals(last)) {
                return false;
            }
        }
        LOG.error("{}", fault);
        return true;
    }
}
