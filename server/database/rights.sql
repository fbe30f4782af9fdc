-- What the application role may do. Run after every migration; idempotent.
GRANT USAGE ON SCHEMA public TO hengjian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hengjian_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO hengjian_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO hengjian_app;

-- The journal is append-only for everybody, the owner included.
REVOKE UPDATE, DELETE, TRUNCATE ON vendors_journal FROM hengjian_app;
CREATE OR REPLACE FUNCTION vendors_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END $$;
DROP TRIGGER IF EXISTS append_only ON vendors_journal;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_journal
  FOR EACH STATEMENT EXECUTE FUNCTION vendors_journal_is_append_only();

-- The ledger of data provided is kept (网络数据安全管理条例 Art.12): the service corrects it by acts, never by deleting.
REVOKE DELETE, TRUNCATE ON vendors_provision FROM hengjian_app;

-- Migrations are the owner's business.
REVOKE ALL ON migration FROM hengjian_app;
