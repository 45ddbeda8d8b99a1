package io.ixi.node.store;

import io.ixi.node.store.Database.Family;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.WALRecoveryMode;

/** How RocksDB is set up. */
final class Settings {
    private static final long MEMTABLES = 48L << 20;

    private Settings() {}

    static DBOptions database(boolean fresh) {
        return new DBOptions()
                .setCreateIfMissing(fresh)
                .setCreateMissingColumnFamilies(fresh)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setAllowConcurrentMemtableWrite(false)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(256)
                .setDbWriteBufferSize(MEMTABLES)
                .setMaxTotalWalSize(64L << 20)
                .setBytesPerSync(1L << 20)
                .setMaxManifestFileSize(16L << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1L << 20)
                .setKeepLogFileNum(2);
    }

    static ColumnFamilyOptions family(Family family, Cache cache, BloomFilter bloom) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setBlockSize(8 << 10);
        if (family.pointReads) {
            // a whole filter of a large file would not fit a shard of the cache: it would be read again for each key
            table.setFilterPolicy(bloom)
                    .setIndexType(IndexType.kTwoLevelIndexSearch)
                    .setPartitionFilters(true)
                    .setMetadataBlockSize(4 << 10)
                    .setPinTopLevelIndexAndFilter(true)
                    .setBlockSize(4 << 10);
        }
        ColumnFamilyOptions options = new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize((long) family.memtableMegabytes << 20)
                .setMaxWriteBufferNumber(2)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.NO_COMPRESSION);
        if (family == Family.BLOCKS) {
            options.setEnableBlobFiles(true)
                    .setMinBlobSize(4 << 10)
                    .setBlobFileSize(64L << 20)
                    .setEnableBlobGarbageCollection(true);
        }
        return options;
    }
}
