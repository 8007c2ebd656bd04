package dev.sofrito.engine;

import dev.sofrito.engine.map.PersistentMap;

/**
 * All slots of one input at one root; immutable.
 *
 * @param versions by key; a removed slot stays, as a version without a value, until {@link Collector} forgets it
 * @param present how many slots have a value
 * @param keysChangedAt the revision at which a slot last appeared or went
 * @param forgottenAt the last revision at which a slot was removed that is forgotten now; a slot without a version may
 *     have changed then
 */
record InputState(PersistentMap<Object, Version> versions, int present, long keysChangedAt, long forgottenAt) {

    static final InputState EMPTY = new InputState(PersistentMap.empty(), 0, 0, 0);

    Version version(Object key, int hash) {
        Version version = versions.get(key, hash);
        if (version != null) {
            return version;
        }
        return forgottenAt == 0 ? Version.NEVER : new Version(null, forgottenAt);
    }
}
