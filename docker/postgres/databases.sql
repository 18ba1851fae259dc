-- Runs once, as the superuser, when the data folder is new: a database and its owner for the billing service, and the
-- same for Keycloak. The passwords are container secrets; the service applies its migrations by itself.
do $$
begin
  execute format('create role cinema login password %L', trim(e' \n\r' from pg_read_file('/run/secrets/cinema_database_password')));
  execute format('create role keycloak login password %L', trim(e' \n\r' from pg_read_file('/run/secrets/keycloak_database_password')));
end
$$;
create database cinema owner cinema;
create database keycloak owner keycloak;
revoke connect on database cinema from public;
revoke connect on database keycloak from public;
